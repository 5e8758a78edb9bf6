"""An agent loop with real local tools and a model made of rules: it needs no key and never surprises."""
