"""LimeSurvey: survey files and its tab-separated form."""
