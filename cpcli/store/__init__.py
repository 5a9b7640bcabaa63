"""The only room that touches disk: packs, bank holidays, configuration, cases."""
