using System.CommandLine;
using ILComicGAN.Cli.Dashboard;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Settings;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands;

/// <summary>Trains a generator on two folders of pictures.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        TrainingOptions options = new();
        Option<string> output = new("--out", "-o") { Description = "The run's folder.", Required = true };
        Option<string?> settingsFile = new("--settings") { Description = "A settings file (JSON); options win over it. Every run folder has one." };
        Option<string?> perceptual = new("--perceptual") { Description = "'random': random features in place of VGG-19, at lower quality." };
        perceptual.AcceptOnlyFromAmong("random");
        Option<int?> dashboard = CommonOptions.Port("--dashboard", "Show the run live in a browser on this machine while it goes on.");
        Option<bool> resume = new("--resume") { Description = "Go on with the run in the folder." };
        Option<bool> changedData = new("--changed-data") { Description = "With --resume: go on even where the pictures are not those that the run was trained on." };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> noTune = CommonOptions.NoTune();
        Option<bool> precise = CommonOptions.Precise();
        Option<string> precision = CommonOptions.Precision();
        Option<string?> profile = CommonOptions.Profile();
        Command command = new("train", "Train a generator on your own pictures.") { output, settingsFile, resume, changedData };
        foreach (Option option in options.All.Concat([perceptual, dashboard, device, threads, noTune, precision, precise, profile]))
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            RunFolder folder = new(parsed.GetValue(output)!);
            bool resuming = parsed.GetValue(resume);
            bool random = parsed.GetValue(perceptual) is not null;
            if (random && options.IsGiven(parsed, "vgg19"))
            {
                throw new UsageException("--vgg19 and --perceptual random exclude each other.");
            }

            TrainingSettings settings = options.Apply(parsed, Begin(parsed.GetValue(settingsFile), folder, resuming));
            settings = settings with
            {
                Vgg19 = FindVgg19(random ? null : settings.Vgg19, mayBeRandom: random || resuming || parsed.GetValue(settingsFile) is not null),
            };

            settings.Validate();
            using DashboardServer? server = CommonOptions.Dashboard(parsed, dashboard, folder, running: true);
            using Device computing = CommonOptions.Open(parsed, device, threads, noTune, profile, precision, precise);
            return Run(computing, settings, folder, resuming, parsed.GetValue(changedData));
        });
        return command;
    }

    /// <summary>The file that is named, or the one on the shelf; null for random features.</summary>
    internal static string? FindVgg19(string? named, bool mayBeRandom)
    {
        if (named is not null || mayBeRandom)
        {
            return named is null ? null : WeightSearchPath.Find(named);
        }

        return WeightSearchPath.FindAny(PublishedVgg.ShelfNames)
            ?? throw new UsageException(
                "Training needs VGG-19: name its weights with --vgg19 (see weights/README.md), or try it out with --perceptual random. "
                + $"Looked for {string.Join(", ", PublishedVgg.ShelfNames)} in {string.Join(", ", WeightSearchPath.Folders)}; {WeightSearchPath.Variable} can name more folders.");
    }

    /// <summary>Where the settings start from: the file, the run that is resumed, or the defaults.</summary>
    internal static TrainingSettings Begin(string? file, RunFolder folder, bool resume)
    {
        if (file is not null)
        {
            return TrainingSettings.Load(file);
        }

        return resume && File.Exists(folder.SettingsFile) ? TrainingSettings.Load(folder.SettingsFile) : new TrainingSettings();
    }

    private static int Run(Device device, TrainingSettings settings, RunFolder folder, bool resume, bool changedData)
    {
        using TrainingDisplay display = new();
        using RunRecorder recorder = new(folder, device, display);
        if (settings.Vgg19 is null)
        {
            recorder.OnMessage("Content and style are measured with random features; with VGG-19 (--vgg19) pictures get better.");
        }

        try
        {
            return Run(device, settings, folder, resume, changedData, display, recorder);
        }
        catch (DeviceFailedException e)
        {
            string left = folder.Checkpoints.Files.Count > 0
                ? $"The last checkpoint is {folder.Checkpoints.Files[0]}; go on from it with: ilcomicgan train --out {folder.Path} --resume"
                : "No checkpoint was written yet.";
            throw new DeviceFailedException($"{e.Message} {left}", e);
        }
    }

    private static int Run(
        Device device, TrainingSettings settings, RunFolder folder, bool resume, bool changedData, TrainingDisplay display, RunRecorder recorder)
    {
        using Trainer trainer = Trainer.Open(device, settings, folder, resume, recorder, changedData);
        using CancellationTokenSource stop = new();
        ConsoleCancelEventHandler onCancel = (_, cancel) =>
        {
            // The first Ctrl-C finishes the step; a second one ends the program as usual.
            cancel.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
            display.OnMessage("Stopping after this step …");
        };
        Console.CancelKeyPress += onCancel;
        using TerminationSignal signal = new(stop);
        try
        {
            bool complete = trainer.Run(stop.Token);
            display.Finish();
            Console.WriteLine(folder.Generator);
            Console.Error.WriteLine(complete
                ? $"Done after {trainer.Step} steps. Try it: ilcomicgan stylize PHOTO -o comic.png --weights {folder.Generator}"
                : $"Stopped after step {trainer.Step}; everything is saved. Go on with: ilcomicgan train --out {folder.Path} --resume");
            return ExitCode.Success;
        }
        catch (Exception e)
        {
            recorder.Fail(e);
            throw;
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }
}
