"""What we owe people, sent."""
