"""A project that keeps things in stores."""
