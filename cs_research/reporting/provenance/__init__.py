"""What an output was made from: manifest, data package and research object, as files beside it."""
