"""Rules of recruiting and booking, without input or output."""
