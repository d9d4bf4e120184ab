namespace ILComicGAN.Datasets.Tiles;

/// <summary>What became of the pictures.</summary>
/// <param name="Pictures">Pictures read.</param>
/// <param name="Unreadable">Files that are no pictures.</param>
/// <param name="Small">Pictures smaller than a tile.</param>
/// <param name="Tiles">Tiles written.</param>
/// <param name="Flat">Tiles left out since they show nothing.</param>
public sealed record TileReport(int Pictures, int Unreadable, int Small, int Tiles, int Flat);
