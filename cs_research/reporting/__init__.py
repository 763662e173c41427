"""Write a study to a folder of tables, figures and rendered reports."""
