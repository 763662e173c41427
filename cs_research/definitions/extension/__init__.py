"""Extensions of instruments and coding frames, and what differs between two versions."""
