"""How the parts are put together, run and checked."""
