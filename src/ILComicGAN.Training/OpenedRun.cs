using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>What a run works with, all checked and loaded, before the first step. Disposing it lets others have the folder.</summary>
internal sealed class OpenedRun : IDisposable
{
    /// <summary>Where the run is computed.</summary>
    public required Device Device { get; init; }

    /// <summary>The settings, with what was chosen for the memory.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Where the run's files go.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>Keeps other programs out of the folder.</summary>
    public required RunLock Lock { get; init; }

    /// <summary>Networks and optimizers.</summary>
    public required LwComicGan System { get; init; }

    /// <summary>The averaged generator; null where the settings ask for none.</summary>
    public required MovingAverage<LwComicGanGenerator>? Average { get; init; }

    /// <summary>The photos.</summary>
    public required PictureList Photos { get; init; }

    /// <summary>The style pictures.</summary>
    public required PictureList Style { get; init; }

    /// <summary>What the picture sheets show.</summary>
    public required IReadOnlyList<Picture> SheetPhotos { get; init; }

    /// <summary>The checkpoint to go on from; null for a run that begins.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>Steps in all.</summary>
    public int TotalSteps => Settings.TotalSteps(Photos.Count);

    /// <summary>Steps of the start phase.</summary>
    public int StartSteps => Settings.TotalStartSteps(Photos.Count);

    /// <summary>The generator that is exported and shown: the average where there is one.</summary>
    public LwComicGanGenerator ExportedGenerator => Average?.Network ?? System.Generator;

    /// <inheritdoc/>
    public void Dispose()
    {
        Average?.Dispose();
        System.Dispose();
        Lock.Dispose();
    }
}
