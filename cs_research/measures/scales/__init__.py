"""Several items taken as one scale: reliability, and signs of careless responding."""
