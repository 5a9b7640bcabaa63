"""The tools of the fault tests: nothing passes because a tool was missing or did nothing."""

from pathlib import Path

import pytest
import tracing
from faultlib import assert_privileges_drop, by_cpcli


def test_strace_can_inject_or_the_reason_why_not_is_recorded() -> None:
    could_not = tracing.could_not_run("the injection of faults")

    assert could_not == any("the injection of faults could not run: strace" in each for each in tracing.NOT_RUN)


def test_a_missing_strace_is_a_warning_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_why_not", lambda: "strace is not installed")
    monkeypatch.setattr(tracing, "NOT_RUN", [])
    monkeypatch.delenv("CPCLI_REQUIRE_STRACE", raising=False)

    with pytest.warns(UserWarning, match="the kill points could not run: strace is not installed"):
        assert tracing.could_not_run("the kill points")
    assert tracing.NOT_RUN == ["the kill points could not run: strace is not installed"]


def test_a_missing_strace_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_why_not", lambda: "strace is not installed")
    monkeypatch.setenv("CPCLI_REQUIRE_STRACE", "1")

    with pytest.raises(pytest.fail.Exception, match="the kill points could not run: strace is not installed"):
        tracing.could_not_run("the kill points")


def test_permissions_hold_for_the_user_that_permission_tests_run_as(tmp_path: Path) -> None:
    assert_privileges_drop(tmp_path)


@pytest.mark.long
def test_the_numbers_of_the_calls_are_the_same_in_every_run(template: Path, tmp_path: Path) -> None:
    from faultlib import copy_of

    if tracing.could_not_run("the numbering of calls"):
        return
    seen = []
    for name in ("one", "two"):
        store = copy_of(template, tmp_path / name)
        seen.append([point[:2] for point in tracing.points(tracing.trace(by_cpcli(store, "2026-12-20"), store), store)])

    assert len(seen[0]) > 30
    assert seen[0] == seen[1]
