namespace ILComicGAN.Training.Checkpoints;

/// <summary>Whether settings go on with a run, or are those of another one.</summary>
internal static class SameRun
{
    /// <summary>
    /// How long the run is, how fast it learns from here on, how it fits in memory, where its pictures lie, how often it
    /// writes and what it keeps may change; what it computes may not.
    /// </summary>
    /// <exception cref="SettingsException">Names the settings that differ.</exception>
    public static void Require(TrainingSettings now, TrainingSettings then, string folder)
    {
        TrainingSettings comparable = then with
        {
            Photos = now.Photos,
            Style = now.Style,
            Validation = now.Validation,
            Licence = now.Licence,
            Initial = now.Initial,
            Vgg19 = now.Vgg19 is null == then.Vgg19 is null ? now.Vgg19 : then.Vgg19,
            Steps = now.Steps,
            Epochs = now.Epochs,
            Schedule = now.Schedule,
            WarmUpSteps = now.WarmUpSteps,
            FinalRate = now.FinalRate,
            DecayEvery = now.DecayEvery,
            DecayFactor = now.DecayFactor,
            Average = now.Average,
            Accumulate = now.Accumulate,
            Recompute = now.Recompute,
            MaxMemory = now.MaxMemory,
            OnDivergence = now.OnDivergence,
            SheetEvery = now.SheetEvery,
            SaveEvery = now.SaveEvery,
            KeepLast = now.KeepLast,
            KeepEvery = now.KeepEvery,
            Best = now.Best,
            LogEvery = now.LogEvery,
            LoaderThreads = now.LoaderThreads,
        };
        if (comparable != now)
        {
            string[] old = comparable.ToJson().Split('\n');
            string[] differences = [.. now.ToJson().Split('\n').Where((line, i) => line != old.ElementAtOrDefault(i)).Select(line => line.Trim().TrimEnd(','))];
            throw new SettingsException(
                $"The run in '{folder}' was begun with other settings than {string.Join(", ", differences)}; resume it with its own.");
        }
    }
}
