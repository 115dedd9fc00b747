"""What we say next: pure, without clock, network, disk or randomness."""
