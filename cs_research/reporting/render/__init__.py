"""Engines that render Quarto documents."""
