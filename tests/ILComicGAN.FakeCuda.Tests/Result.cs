namespace ILComicGAN.FakeCuda.Tests;

/// <summary>What a run of the program returned and said, and what the driver wrote down.</summary>
internal sealed record Result(int Code, string Output, string Error, DriverReport Driver);
