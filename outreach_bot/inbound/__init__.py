"""What reached us, turned into inputs."""
