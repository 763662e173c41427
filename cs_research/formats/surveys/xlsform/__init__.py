"""XLSForm, the workbook from which KoBoToolbox, ODK and others make a form."""
