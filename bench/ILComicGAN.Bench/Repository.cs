namespace ILComicGAN.Bench;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    /// <summary>A file of it.</summary>
    /// <exception cref="BenchException">The program runs outside a checkout.</exception>
    public static string File(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "ILComicGAN.sln")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new BenchException("The benchmarks need the repository around them; run them from a checkout.")
            : Path.Combine(folder.FullName, path);
    }
}
