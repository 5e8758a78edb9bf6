"""Values to bytes and back: a typed msgpack form, an allow-list of classes, optional encryption."""
