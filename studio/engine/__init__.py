"""The one door between the studio and the engine. Plain functions: no models, no requests."""
