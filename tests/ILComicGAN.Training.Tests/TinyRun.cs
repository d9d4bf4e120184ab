namespace ILComicGAN.Training.Tests;

/// <summary>What the smallest runs that still train have in common.</summary>
internal static class TinyRun
{
    /// <summary>Settings for new pictures in <paramref name="folder"/>: small crops one at a time, the cheapest features, no sheets.</summary>
    public static TrainingSettings Settings(TemporaryFolder folder, int photos, int style) => new()
    {
        Photos = TestPictures.Folder(folder, "photos", photos, 1),
        Style = TestPictures.Folder(folder, "style", style, 50),
        Size = 32,
        Batch = 1,
        FeatureLayer = "conv1_1",
        SheetEvery = 0,
    };
}
