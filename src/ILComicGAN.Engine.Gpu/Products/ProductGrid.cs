namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>The size of a tiled product: rows, columns, tiles of the summed dimension, products and parts of the sum.</summary>
internal readonly record struct ProductGrid(int Rows, int Columns, int Steps, int Batch = 1, int Splits = 1);
