"""messages/ and flyers/ read and checked."""
