throw new Error('this module never serves');
