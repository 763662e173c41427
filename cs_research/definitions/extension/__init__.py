"""Extensions of instruments and coding frames, and differences between two versions."""
