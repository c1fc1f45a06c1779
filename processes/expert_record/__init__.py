"""The record of an expert (专家信息), as the agency keeps it: registered, updated, suspended and resumed."""
