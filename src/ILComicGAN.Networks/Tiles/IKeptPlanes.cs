namespace ILComicGAN.Networks.Tiles;

/// <summary>A place for values of a whole picture, until it is disposed.</summary>
public interface IKeptPlanes : IPlaneSource, IPlaneTarget, IDisposable;
