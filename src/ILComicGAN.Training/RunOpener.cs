using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Settings;
using ILComicGAN.Weights;

namespace ILComicGAN.Training;

/// <summary>Opens a run: checks everything that can be checked beforehand, and only then changes its folder.</summary>
/// <param name="device">Where to compute.</param>
/// <param name="folder">Where the run's files go.</param>
/// <param name="observer">Is told what is found.</param>
internal sealed class RunOpener(Device device, RunFolder folder, ITrainingObserver observer)
{
    /// <summary>Opens a run that begins or, with <paramref name="resume"/>, goes on: with other pictures than before only where <paramref name="changedData"/> says so.</summary>
    /// <exception cref="SettingsException">The settings cannot be used, or are not those of the checkpoint.</exception>
    /// <exception cref="DataSetException">A folder has no pictures.</exception>
    /// <exception cref="WeightFormatException">All checkpoints are damaged.</exception>
    public OpenedRun Open(TrainingSettings settings, bool resume, bool changedData)
    {
        settings.Validate();
        settings = WithFullPaths(settings);
        RequireFolderFor(resume);
        SameData data = new(folder);
        settings = resume ? data.Locate(settings, observer.OnMessage) : settings;
        PictureList photos = Pictures(settings.Photos), style = Pictures(settings.Style);
        IReadOnlyList<Picture> sheetPhotos = settings.SheetEvery == 0
            ? []
            : SheetPhotos.Load(settings.Validation is null ? photos.Files : ImageFolder.List(settings.Validation), settings.Size);
        // Told now, and not after the networks have been made, or after hours of the start phase.
        _ = settings.TotalStartSteps(photos.Count);
        UsablePictures.Require(photos, settings);
        UsablePictures.Require(style, settings);
        RunLock? runLock = resume ? RunLock.Take(folder.Path) : null;
        LwComicGan? system = null;
        MovingAverage<LwComicGanGenerator>? average = null;
        try
        {
            (string File, Checkpoint Checkpoint)? good = resume ? folder.Checkpoints.NewestGood(observer.OnMessage) : null;
            if (good is { } newest)
            {
                SameRun.Require(settings, newest.Checkpoint.Settings, folder.Path);
                if (!changedData)
                {
                    data.Require(settings, photos, style);
                }
            }

            system = new LwComicGan(device, settings, PerceptualOf(settings));
            if (good is null && settings.Initial is { } initial)
            {
                using WeightFile file = WeightFile.Open(initial);
                system.Generator.Load(system.Generator.Name, file, warn: observer.OnMessage);
            }

            average = AverageOf(system, settings);
            settings = Fitted(settings, good?.Checkpoint.Settings, system);
            if (good is null)
            {
                TellSmaller("photos", photos, settings.Size);
                TellSmaller("style pictures", style, settings.Size);
            }

            // A folder that is begun is made and locked only when nothing stands in the way any more.
            runLock ??= RunLock.Take(folder.Path);
            folder.Begin(settings, DataRecord.Of(folder.Path, settings, photos, style));
            return new OpenedRun
            {
                Device = device, Settings = settings, Folder = folder, Lock = runLock, System = system, Average = average,
                Photos = photos, Style = style, SheetPhotos = sheetPhotos, Checkpoint = good?.File,
            };
        }
        catch
        {
            average?.Dispose();
            system?.Dispose();
            runLock?.Dispose();
            throw;
        }
    }

    private PictureList Pictures(string path)
    {
        ImageFolder found = ImageFolder.ReadWhole(path);
        if (found.UnreadNote is { } note)
        {
            observer.OnMessage(note);
        }

        return new PictureList(path, found.Pictures);
    }

    private void TellSmaller(string what, PictureList pictures, int size)
    {
        if (UsablePictures.Smaller(what, pictures, size) is { } sentence)
        {
            observer.OnMessage(sentence);
        }
    }

    private void RequireFolderFor(bool resume)
    {
        if (folder.HasCheckpoint && !resume)
        {
            throw new SettingsException(
                $"The folder '{folder.Path}' already holds a run; add --resume to go on with it, or name another folder.");
        }

        if (resume && !folder.HasCheckpoint && !File.Exists(folder.SettingsFile))
        {
            throw new SettingsException(
                $"The folder '{folder.Path}' has no checkpoint to resume; leave --resume out to begin a run there.");
        }
    }

    /// <summary>Paths that mean the same when the run is resumed from another folder.</summary>
    private static TrainingSettings WithFullPaths(TrainingSettings settings) => SettingTable.All.Where(setting => setting.IsPath && setting.Get(settings) is string).Aggregate(
        settings, (changed, setting) => setting.With(changed, Path.GetFullPath((string)setting.Get(changed)!)));

    private Vgg19 PerceptualOf(TrainingSettings settings)
    {
        VggLayer layer = new(settings.FeatureLayer, settings.FeatureActivated);
        return settings.Vgg19 is null
            ? PerceptualNetwork.Random(device, layer)
            : PerceptualNetwork.FromFile(settings.Vgg19, device, layer, observer.OnMessage);
    }

    private MovingAverage<LwComicGanGenerator>? AverageOf(LwComicGan system, TrainingSettings settings)
    {
        if (settings.Average == 0)
        {
            return null;
        }

        LwComicGanGenerator copy = new(ParameterFactory.Unfilled(device), settings.Lin, settings.Enlarge);
        MovingAverage<LwComicGanGenerator> average = new(system.Generator, copy, settings.Average);
        average.Reset();
        return average;
    }

    /// <summary>The settings with what makes the run fit in its memory: as it was before, or as it is chosen now.</summary>
    private TrainingSettings Fitted(TrainingSettings settings, TrainingSettings? before, LwComicGan system)
    {
        if (settings.MaxMemoryBytes is not { } limit)
        {
            return settings;
        }

        if (before?.MaxMemory == settings.MaxMemory)
        {
            // Another number of parts would round in another way.
            settings = settings with { Accumulate = before!.Accumulate, Recompute = before.Recompute };
        }
        else
        {
            MemoryPlan plan = MemoryPlan.Choose(system, device, settings, limit);
            observer.OnMessage(plan.Describe(settings));
            settings = settings with { Accumulate = plan.Accumulate, Recompute = plan.Recompute };
        }

        system.Generator.Recompute = settings.Recompute;
        return settings;
    }
}
