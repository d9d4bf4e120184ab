using System.Globalization;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Diagnosis;

/// <summary>Looks at everything that a training run needs, and reports every fault instead of stopping at the first.</summary>
public static class TrainingDoctor
{
    private const int MostPicturesRead = 100;

    /// <summary>Three checkpoints of generator, critic and Adam's moments: the kept one, the new one, and some room.</summary>
    private const long LeastDisk = 150_000_000;
    private const long ComfortableDisk = 1_000_000_000;

    /// <summary>Measured peaks of a step of four 256×256 crops (README.md), and what the program takes besides.</summary>
    private const double StepBytes = 2.8e9;
    private const double RecomputedStepBytes = 1.9e9;
    private const double ProgramBytes = 0.4e9;

    /// <summary>Examines a run that is about to begin, or to go on.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="device">The device's name.</param>
    public static IReadOnlyList<Finding> Examine(TrainingSettings settings, RunFolder folder, string device)
    {
        List<Finding> findings = [.. Settings(settings)];
        findings.AddRange(Pictures("photos", settings.Photos, "--photos", settings.Size));
        findings.AddRange(Pictures("style", settings.Style, "--style", settings.Size));
        if (settings.Photos.Length > 0 && settings.Style.Length > 0 && Path.GetFullPath(settings.Photos) == Path.GetFullPath(settings.Style))
        {
            findings.Add(new Finding("style", FindingLevel.Warning, "Photos and style are the same folder, from which nothing can be learned; name two."));
        }

        findings.Add(Perceptual(settings));
        findings.Add(Checkpoint(settings, folder));
        findings.AddRange(Data(settings, folder));
        findings.Add(Disk(folder));
        findings.Add(Device(device));
        if (device is "cpu" or DeviceCatalog.Automatic)
        {
            findings.Add(Memory(settings));
        }

        return findings;
    }

    private static Finding[] Settings(TrainingSettings settings)
    {
        // Missing folders of photos and style pictures are reported as separate findings.
        Finding[] faults = [.. (settings with { Photos = "photos", Style = "style" }).Faults().Select(fault => new Finding("settings", FindingLevel.Fault, fault))];
        return faults.Length > 0 ? faults : [Good("settings", $"Crops of {settings.Size}×{settings.Size}, {settings.Batch} in a step.")];
    }

    private static List<Finding> Pictures(string subject, string folder, string option, int size)
    {
        if (folder.Length == 0)
        {
            return [new Finding(subject, FindingLevel.Fault, $"No folder is named; give one with {option}.")];
        }

        ImageFolder found;
        try
        {
            found = ImageFolder.ReadWhole(folder);
        }
        catch (DataSetException e)
        {
            return [new Finding(subject, FindingLevel.Fault, e.Message)];
        }

        IReadOnlyList<string> files = found.Pictures;
        int step = (files.Count + MostPicturesRead - 1) / MostPicturesRead;
        (int read, int tiny, List<string> broken) = (0, 0, []);
        for (int i = 0; i < files.Count; i += step)
        {
            try
            {
                Picture picture = PictureFile.Load(files[i]);
                tiny += Math.Min(picture.Width, picture.Height) < size ? 1 : 0;
            }
            catch (PictureException e)
            {
                broken.Add(e.Message);
            }

            read++;
        }

        List<Finding> findings = [];
        string looked = read < files.Count ? $" ({read} of them read; 'data check' reads all)" : "";
        if (broken.Count == read)
        {
            findings.Add(new Finding(subject, FindingLevel.Fault, $"None of the {files.Count} files in '{folder}' can be read{looked}: {broken[0]}"));
        }
        else
        {
            findings.Add(Good(subject, $"{files.Count} pictures in '{folder}'{looked}."));
            if (broken.Count > 0)
            {
                findings.Add(new Finding(subject, FindingLevel.Warning, $"{broken.Count} of {read} cannot be read and would be left out; the first: {broken[0]}"));
            }

            if (found.UnreadNote is { } unread)
            {
                findings.Add(new Finding(subject, FindingLevel.Warning, unread));
            }

            if (tiny > 0)
            {
                findings.Add(new Finding(subject, FindingLevel.Warning, $"{tiny} of {read} are smaller than the crops of {size} pixels and would be enlarged; take larger ones or a smaller --size."));
            }
        }

        return findings;
    }

    private static Finding Perceptual(TrainingSettings settings)
    {
        try
        {
            VggLayer layer = new(settings.FeatureLayer, settings.FeatureActivated);
            if (settings.Vgg19 is null)
            {
                return new Finding("vgg19", FindingLevel.Warning, "No VGG-19 weights: random features measure content and style, and pictures get worse; name a file with --vgg19 (weights/README.md).");
            }

            using Device device = DeviceCatalog.Open("cpu", new DeviceOptions { Threads = 1 });
            string found = "";
            using Vgg19 network = PerceptualNetwork.FromFile(settings.Vgg19, device, layer, sentence => found += " " + sentence);
            return Good("vgg19", $"'{settings.Vgg19}' fits.{found}");
        }
        catch (Exception e) when (e is WeightFormatException or ArgumentException)
        {
            return new Finding("vgg19", FindingLevel.Fault, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("vgg19", FindingLevel.Fault, $"'{settings.Vgg19}' cannot be read ({e.Message.TrimEnd('.')}); check path and permissions.");
        }
    }

    private static Finding Checkpoint(TrainingSettings settings, RunFolder folder)
    {
        IReadOnlyList<string> files = folder.Checkpoints.Files;
        List<string> damaged = [];
        foreach (string file in files)
        {
            try
            {
                using WeightFile opened = WeightFile.Open(file);
                string step = opened.Metadata.GetValueOrDefault("step", "?");
                SameRun.Require(settings, TrainingSettings.Parse(opened.Metadata.GetValueOrDefault("settings", ""), file), folder.Path);
                return damaged.Count == 0
                    ? Good("checkpoint", $"A run of these settings stands at step {step}: add --resume to go on with it, or name another folder.")
                    : new Finding("checkpoint", FindingLevel.Warning, $"{damaged[0]} The one before is good, of step {step}; --resume goes on from there.");
            }
            catch (SettingsException e)
            {
                return new Finding("checkpoint", FindingLevel.Fault, e.Message);
            }
            catch (WeightFormatException e)
            {
                damaged.Add(e.Message);
            }
        }

        return files.Count == 0
            ? Good("checkpoint", $"None in '{folder.Path}': a run would begin there.")
            : new Finding("checkpoint", FindingLevel.Fault, $"None of {files.Count} can be read, so the run cannot go on: {damaged[0]} Begin in another folder.");
    }

    /// <summary>Whether the pictures are still those that the run in the folder was trained on.</summary>
    private static Finding[] Data(TrainingSettings settings, RunFolder folder)
    {
        if (!folder.HasCheckpoint || settings.Photos.Length == 0 || settings.Style.Length == 0)
        {
            return [];
        }

        try
        {
            new SameData(folder).Require(
                settings, new PictureList(settings.Photos, ImageFolder.List(settings.Photos)), new PictureList(settings.Style, ImageFolder.List(settings.Style)));
            return [];
        }
        catch (SettingsException e)
        {
            return [new Finding("data", FindingLevel.Fault, e.Message)];
        }
        catch (DataSetException)
        {
            // A folder without pictures is reported as a separate finding.
            return [];
        }
    }

    private static Finding Disk(RunFolder folder)
    {
        // The folder itself, or the nearest one above it that is there.
        DirectoryInfo place = new(Path.GetFullPath(folder.Path));
        while (!place.Exists && place.Parent is not null)
        {
            if (File.Exists(place.FullName))
            {
                return new Finding("disk", FindingLevel.Fault, $"'{place.FullName}' is a file, and the run needs a folder; name another one with --out.");
            }

            place = place.Parent;
        }

        try
        {
            using (File.Create(Path.Combine(place.FullName, TemporaryName.Create()), 1, FileOptions.DeleteOnClose))
            {
            }

            long free = new DriveInfo(place.FullName).AvailableFreeSpace;
            return free < LeastDisk
                ? new Finding("disk", FindingLevel.Fault, $"Only {Gigabytes(free)} are free for '{folder.Path}', and checkpoints need {Gigabytes(LeastDisk)}; make room or name another folder.")
                : free < ComfortableDisk
                    ? new Finding("disk", FindingLevel.Warning, $"{Gigabytes(free)} are free for '{folder.Path}': enough for checkpoints, soon filled by picture sheets.")
                    : Good("disk", $"{Gigabytes(free)} free for '{folder.Path}'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("disk", FindingLevel.Fault, $"Nothing can be written to '{place.FullName}' ({e.Message.TrimEnd('.')}); name another folder with --out.");
        }
    }

    private static Finding Device(string name)
    {
        try
        {
            using Device device = DeviceCatalog.Open(name);
            return Good("device", $"{device.Name}: {device.Description}.");
        }
        catch (DeviceNotFoundException e)
        {
            return new Finding("device", FindingLevel.Fault, e.Message);
        }
    }

    private static Finding Memory(TrainingSettings settings)
    {
        if (settings.MaxMemory is not null)
        {
            return Good("memory", $"The run is to choose how it fits in {settings.MaxMemory}; {Gigabytes(FreeMemory())} are free.");
        }

        double together = Math.Ceiling((double)settings.Batch / Math.Max(1, settings.Accumulate));
        double crops = together / 4 * settings.Size * settings.Size / (256.0 * 256);
        double needed = ((settings.Recompute ? RecomputedStepBytes : StepBytes) * crops) + ProgramBytes;
        double free = FreeMemory();
        string sentence = $"A step needs about {Gigabytes(needed)}, and {Gigabytes(free)} are free";
        return needed <= 0.9 * free
            ? Good("memory", sentence + ".")
            : new Finding(
                "memory",
                needed <= free ? FindingLevel.Warning : FindingLevel.Fault,
                sentence + (settings.Recompute ? "; take a smaller --size, or compute the batch in parts (--accumulate)." : "; let --max-memory find a way that fits, or take a smaller --batch or --size."));
    }

    private static double FreeMemory()
    {
        double limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        try
        {
            string line = File.ReadLines("/proc/meminfo").First(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return Math.Min(limit, 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Not Linux: what the process may have in all is the best that is known.
            return limit;
        }
    }

    private static Finding Good(string subject, string sentence) => new(subject, FindingLevel.Good, sentence);

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");
}
