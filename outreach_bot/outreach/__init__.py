"""What goes out to networks: flyers, waves, call sheets, share kits."""
