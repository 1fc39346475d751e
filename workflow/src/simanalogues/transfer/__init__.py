"""Radiative transfer: the camera, and the engines that turn a model directory into images."""
