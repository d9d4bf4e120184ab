using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>libvips' settings for the whole process.</summary>
internal static class Vips
{
    private static readonly Log.LogDelegate s_silence = (_, _, _) => { };

    // The threads that decode are ours; libvips' own would only compete with them. Its cache of finished
    // operations would hold whole pictures that are never asked for again.
    static Vips()
    {
        // What libvips thinks of a file's metadata ("unknown EXIF resolution unit") is nothing that a user could act on.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, s_silence);
        NetVips.NetVips.Concurrency = 1;
        NetVips.Cache.Max = 0;
    }

    /// <summary>Runs the settings above, once; call before the first use of libvips.</summary>
    public static void Start()
    {
    }
}
