namespace ILComicGAN.Tests.Shared;

/// <summary>
/// Tests that need minutes for what others check in part: <c>dotnet test</c> leaves them out, and .ci/run runs all of this
/// category with ILCOMICGAN_SLOW_TESTS=1.
/// </summary>
internal static class SlowTests
{
    public const string Category = "Slow";

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("ILCOMICGAN_SLOW_TESTS") is { Length: > 0 };

    /// <summary>Ends the test, skipped, unless slow tests are wanted.</summary>
    /// <param name="what">What it would do, for the reason.</param>
    public static void SkipUnlessWanted(string what)
    {
        if (!AreWanted)
        {
            Assert.Ignore($"{what} takes minutes: set ILCOMICGAN_SLOW_TESTS=1, as .ci/run does");
        }
    }
}
