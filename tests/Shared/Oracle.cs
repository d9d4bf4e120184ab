using System.Diagnostics.CodeAnalysis;

namespace ILComicGAN.Tests.Shared;

/// <summary>
/// What tests compare with or run on and what not every machine has. Where it is missing the test is reported as skipped, or
/// as failed if the environment's ILCOMICGAN_REQUIRE names it: what a server for continuous integration installs.
/// </summary>
internal static class Oracle
{
    private static readonly string[] s_known = ["torch", "onnx", "opencv", "h5py", "opencl", "ptxas", "ffmpeg", "chromium", "imagemagick", "gcc"];

    private static readonly string[] s_required =
        (Environment.GetEnvironmentVariable("ILCOMICGAN_REQUIRE") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Ends the test: skipped for this reason, or failed if it is required.</summary>
    [DoesNotReturn]
    public static void Missing(string name, string reason)
    {
        FailIfRequired(name, reason);
        Assert.Ignore(reason);
        throw new IgnoreException(reason);
    }

    /// <summary>Fails a test that could do something without it, but is required to do all.</summary>
    public static void FailIfRequired(string name, string reason)
    {
        Assert.That(s_known, Does.Contain(name));
        Assert.That(s_required, Is.SubsetOf(s_known), "the names in ILCOMICGAN_REQUIRE");
        if (s_required.Contains(name))
        {
            Assert.Fail($"{name} is required here (ILCOMICGAN_REQUIRE): {reason}");
        }
    }
}
