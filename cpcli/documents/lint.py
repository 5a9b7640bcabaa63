"""The names a template asks for, held to the names a view has: in every branch, before anything is made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from cpcli.documents.templates import environment, faults_told, parts_name
from cpcli.errors import Problem, nearest

#: What a view's name stands for: a table of names, a list of such, or a plain value.
Shape = Mapping[str, Any] | Sequence[Any] | None

#: Something whose names are not known here: the result of a filter, a macro's argument.
ANY: Any = object()


def problems_in(
    name: str,
    text: str,
    shape: Mapping[str, Any],
    parts: Callable[[str], str | None],
    inside: tuple[str, ...] = (),
) -> list[Problem]:
    """Every name in a template that no view has, with its line; or what keeps it from being a template.

    `inside` are the templates that include this one.

    Raises:
        InvalidFile: it goes deeper than can be looked at.
    """
    from jinja2 import TemplateSyntaxError

    with faults_told(name):
        try:
            tree = _tree(name, text)
        except TemplateSyntaxError as fault:
            return [Problem(f"templates/{name}", f"it is no template: {fault.message}", line=fault.lineno)]
    walk = _Walk(name, parts, (*inside, name), _filters_and_tests())
    with faults_told(name):
        walk.block(tree.body, dict(shape))
    return walk.found


@lru_cache(maxsize=256)
def _tree(name: str, text: str) -> Any:
    """A template's tree, which is only looked at: made once for all readers."""
    return environment(lambda _: None).parse(text, name=name)


@cache
def _filters_and_tests() -> tuple[Any, Any]:
    made = environment(lambda _: None)
    return made.filters, made.tests


class _Walk:
    """One pass over a template's tree, with the names that are known at each point."""

    def __init__(
        self,
        name: str,
        parts: Callable[[str], str | None],
        inside: tuple[str, ...],
        words: tuple[Mapping[str, Any], Mapping[str, Any]],
    ) -> None:
        self.name, self.parts, self.inside, self.found = name, parts, inside, list[Problem]()
        self.filters, self.tests = words

    def block(self, nodes: list[Any], scope: dict[str, Any]) -> None:
        for node in nodes:
            self.node(node, scope)

    def node(self, node: Any, scope: dict[str, Any]) -> None:
        from jinja2 import nodes

        match node:
            case nodes.For():
                inner = dict(scope)
                inner["loop"] = ANY
                self._bind(node.target, _element(self.value(node.iter, scope)), inner)
                if node.test is not None:
                    self.value(node.test, inner)
                self.block(node.body, inner)
                self.block(node.else_, dict(scope))
            case nodes.Assign():
                self._bind(node.target, self.value(node.node, scope), scope)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    self._bind(target, self.value(value, scope), inner)
                self.block(node.body, inner)
            case nodes.Expr():
                self.value(node, scope)
            case _:
                self._shared(node, scope)

    def _shared(self, node: Any, scope: dict[str, Any]) -> None:
        """What templates share, and everything that only holds other things."""
        from jinja2 import nodes

        match node:
            case nodes.Macro():
                scope[node.name] = ANY
                self.block(node.body, {**scope, **{argument.name: ANY for argument in node.args}, "caller": ANY})
            case nodes.Import() | nodes.FromImport():
                names = [node.target] if isinstance(node, nodes.Import) else node.names
                scope.update({each if isinstance(each, str) else each[1]: ANY for each in names})
            case nodes.Include():
                self._included(node, scope)
            case _:
                for child in node.iter_child_nodes():
                    self.node(child, scope)

    def _included(self, node: Any, scope: dict[str, Any]) -> None:
        """A part that the template includes sees the same names."""
        name = getattr(node.template, "value", None)
        text = self.parts(name) if isinstance(name, str) and parts_name(name) else None
        if text is None:
            self._wrong(node, "it asks for a part that is not there; parts are called _name.md.j2")
        elif name in self.inside:
            self._wrong(node, f"{name} includes itself")
        else:
            self.found += problems_in(str(name), text, scope, self.parts, self.inside)

    def _bind(self, target: Any, shape: Any, scope: dict[str, Any]) -> None:
        for name in _targets(target):
            scope[name] = shape if hasattr(target, "name") else ANY

    def value(self, node: Any, scope: dict[str, Any]) -> Any:
        """What an expression stands for, with every unknown name in it told."""
        from jinja2 import nodes

        match node:
            case nodes.Name():
                if node.name not in scope:
                    self._unknown(node, node.name, scope)
                    return ANY
                return scope[node.name]
            case nodes.Getattr() | nodes.Getitem():
                return self._inner(node, scope)
            case nodes.Filter() | nodes.Test():
                return self._worked(node, scope)
            case _:
                for child in node.iter_child_nodes():
                    self.value(child, scope)
                return ANY

    def _worked(self, node: Any, scope: dict[str, Any]) -> Any:
        """What a filter or a test makes of a value."""
        from jinja2 import nodes

        known, what = (self.tests, "test") if isinstance(node, nodes.Test) else (self.filters, "filter")
        if node.name not in known:
            self._wrong(node, f'there is no {what} "{node.name}"{nearest(node.name, known)}')
        if node.node is None:  # {% filter upper %}: what it works on stands below it
            return ANY
        match node:
            case nodes.Filter(name="first") | nodes.Filter(name="last"):
                return _element(self.value(node.node, scope))
            case nodes.Filter(name="list") | nodes.Filter(name="sort") | nodes.Filter(name="reverse"):
                return self.value(node.node, scope)
            case _:
                for child in node.iter_child_nodes():
                    self.value(child, scope)
                return ANY

    def _inner(self, node: Any, scope: dict[str, Any]) -> Any:
        from jinja2 import nodes

        holder = self.value(node.node, scope)
        if isinstance(node, nodes.Getattr):
            name: Any = node.attr
        else:
            name = node.arg.value if isinstance(node.arg, nodes.Const) else None
            if name is None:
                self.value(node.arg, scope)
        if isinstance(holder, Mapping):
            if isinstance(name, str) and name not in holder:
                self._unknown(node, name, holder)
                return ANY
            return holder.get(name, ANY) if isinstance(name, str) else ANY
        return _element(holder) if isinstance(name, int) else ANY

    def _unknown(self, node: Any, name: str, known: Mapping[str, Any]) -> None:
        self._wrong(node, f'the view has no name "{name}" here{nearest(name, known)}')

    def _wrong(self, node: Any, says: str) -> None:
        self.found.append(Problem(f"templates/{self.name}", says, line=node.lineno))


def _element(shape: Any) -> Any:
    """What stands in a list: the names that any of its rows has, since one row may lack what another holds."""
    if not isinstance(shape, list | tuple) or not shape:
        return ANY
    if not all(isinstance(each, Mapping) for each in shape):
        return shape[0]
    merged: dict[str, Any] = {}
    for row in shape:
        for name, value in row.items():
            if merged.get(name) in (None, (), []):
                merged[name] = value
    return merged


def _targets(target: Any) -> Iterator[str]:
    if hasattr(target, "name"):
        yield target.name
    for each in getattr(target, "items", ()):
        yield from _targets(each)
