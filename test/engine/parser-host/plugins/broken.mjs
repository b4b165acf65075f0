throw new Error('this plugin does not load');
