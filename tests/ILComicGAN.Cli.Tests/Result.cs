namespace ILComicGAN.Cli.Tests;

/// <summary>What a run of the program returned and said.</summary>
internal sealed record Result(int Code, string Output, string Error);
