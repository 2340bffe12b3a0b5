"""Small tools without database or domain."""
