"""What every page shares: errors, JSON bodies, pagination, template tags."""
