"""What a person sees: real Chromium on a real site."""
