"""Stage spectra: spectral energy distribution, bolometric temperature and Class of every view."""
