"""What the pages are made of. One idea a module; no query and no rule: those are the core's."""
