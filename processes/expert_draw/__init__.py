"""A draw of experts (抽取专家): from the pool, without conflicts of interest, in the sight of two officers, until enough accept."""
