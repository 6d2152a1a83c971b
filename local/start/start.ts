import '../quick-start.ts';

// Loaded after that, since what is imported at the top is looked up before anything runs.
await import('./product.ts');
