using System.CommandLine;
using ILComicGAN.Cli.Dashboard;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks;
using ILComicGAN.Training;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands;

/// <summary>Trains a generator on two folders of pictures.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Option<string?> photos = new("--photos") { Description = "Folder of photos." };
        Option<string?> style = new("--style") { Description = "Folder of pictures in the wanted style." };
        Option<string> output = new("--out", "-o") { Description = "The run's folder.", Required = true };
        Option<string?> settingsFile = new("--settings") { Description = "A settings file (JSON); flags win over it. Every run folder has one." };
        Option<string?> vgg = new("--vgg19") { Description = "VGG-19 weights: torchvision's .pth, Keras' .h5, vgg19.npy, .npz, .onnx or .safetensors; without it, one on the shelf (weights/README.md)." };
        Option<string?> perceptual = new("--perceptual") { Description = "'random': random features in place of VGG-19, at lower quality." };
        perceptual.AcceptOnlyFromAmong("random");
        Option<int?> size = new("--size") { Description = "Side of the training crops [256]." };
        Option<int?> batch = new("--batch") { Description = "Crops in a step [4]." };
        Option<int?> steps = new("--steps") { Description = "Steps in all [101 passes over the photos]." };
        Option<int?> startSteps = new("--start-steps") { Description = "Steps of the start phase [5 passes over the photos]." };
        Option<ulong?> seed = new("--seed") { Description = "Seed of first weights, order and crops [1]." };
        Option<LinRule?> lin = new("--lin") { Description = "How LIN chooses [PerLayer]." };
        Option<string?> initial = new("--initial") { Description = "A generator's weights to begin with, as those of another style [random ones]." };
        Option<ContentTarget?> target = new("--target") { Description = "What content and colors are compared with: the photo itself as in the paper, or the photo drawn as Comic or Ink [Photo]." };
        Option<bool?> recompute = new("--recompute") { Description = "Compute the generator's stages a second time for their gradients instead of keeping them: less memory, the same result." };
        Option<LearningRateSchedule?> schedule = new("--schedule") { Description = "Learning rates of the adversarial phase: constant, cosine (falling to the end of the run) or step (halved every 10000 steps; see decayEvery and decayFactor in the settings) [constant]." };
        Option<int?> warmUp = new("--warm-up") { Description = "Steps at the beginning of each phase in which the learning rates rise [0]." };
        Option<double?> average = new("--average") { Description = "Decay of a moving average of the generator, which is then what is saved and shown; 0.999 is usual, 0 for none [0]." };
        Option<int?> sheetEvery = new("--sheet-every") { Description = "Steps between picture sheets, 0 for none [100]." };
        Option<int?> saveEvery = new("--save-every") { Description = "Steps between checkpoints [100]." };
        Option<int?> keepLast = new("--keep-last") { Description = "Newest checkpoints that are kept [3]." };
        Option<int?> keepEvery = new("--keep-every") { Description = "Keep the checkpoints of steps that are multiples of this for good, 0 for none [0]." };
        Option<BestMeasure?> best = new("--best") { Description = "Keep the best checkpoint too, by the mean over 100 steps of the gray style loss (Style), of all losses but the critic's (Losses), or of the critic's distance (Distance); or None [Style]." };
        Option<int?> accumulate = new("--accumulate") { Description = "Compute a batch in so many parts and add up their gradients: less memory, the same result within rounding [1]." };
        Option<string?> maxMemory = new("--max-memory") { Description = "Most memory, as 4GB or 3500MiB: chooses --accumulate and --recompute to fit." };
        Option<DivergenceAction?> onDivergence = new("--on-divergence") { Description = "When something is infinite or not a number: Stop, or RollBack to the last checkpoint and go on past those pictures [Stop]." };
        Option<string?> validation = new("--validation") { Description = "Folder of photos for the picture sheets, which the training never sees [the first training photos]." };
        Option<double?> grayFakes = new("--gray-fakes") { Description = "Weight of gray style pictures as further fakes for the critic; AnimeGAN has 1 [0]." };
        Option<double?> smoothFakes = new("--smooth-fakes") { Description = "Weight of style pictures with smoothed edges as further fakes for the critic; AnimeGAN has 0.1 [0]." };
        Option<int?> logEvery = new("--log-every") { Description = "Steps between lines of the log [10]." };
        Option<string?> licence = new("--licence") { Description = "Licence of the weights that come out; it goes into their metadata." };
        Option<int?> dashboard = CommonOptions.Port("--dashboard", "Show the run live in a browser on this machine while it goes on.");
        Option<bool> resume = new("--resume") { Description = "Go on with the run in the folder." };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> noTune = CommonOptions.NoTune();
        Option<bool> precise = CommonOptions.Precise();
        Option<string> precision = CommonOptions.Precision();
        Option<string?> profile = CommonOptions.Profile();
        Command command = new("train", "Train a generator on your own pictures.")
        {
            photos, style, output, settingsFile, vgg, perceptual, size, batch, steps, startSteps, seed, lin, target, initial, recompute,
            schedule, warmUp, average, accumulate, maxMemory, grayFakes, smoothFakes, onDivergence, validation, keepLast, keepEvery, best,
            sheetEvery, saveEvery, logEvery, licence, dashboard, resume, device, threads, noTune, precision, precise, profile,
        };
        command.SetAction(parsed =>
        {
            RunFolder folder = new(parsed.GetValue(output)!);
            bool resuming = parsed.GetValue(resume);
            TrainingSettings settings = Begin(parsed.GetValue(settingsFile), folder, resuming);
            settings = settings with
            {
                Photos = parsed.GetValue(photos) ?? settings.Photos,
                Style = parsed.GetValue(style) ?? settings.Style,
                Vgg19 = parsed.GetValue(perceptual) is not null ? null : parsed.GetValue(vgg) ?? settings.Vgg19,
                Licence = parsed.GetValue(licence) ?? settings.Licence,
                Size = parsed.GetValue(size) ?? settings.Size,
                Batch = parsed.GetValue(batch) ?? settings.Batch,
                Steps = parsed.GetValue(steps) ?? settings.Steps,
                StartSteps = parsed.GetValue(startSteps) ?? settings.StartSteps,
                Seed = parsed.GetValue(seed) ?? settings.Seed,
                Initial = parsed.GetValue(initial) ?? settings.Initial,
                Target = parsed.GetValue(target) ?? settings.Target,
                Lin = parsed.GetValue(lin) ?? settings.Lin,
                Recompute = parsed.GetValue(recompute) ?? settings.Recompute,
                Schedule = parsed.GetValue(schedule) ?? settings.Schedule,
                WarmUpSteps = parsed.GetValue(warmUp) ?? settings.WarmUpSteps,
                Average = parsed.GetValue(average) ?? settings.Average,
                Accumulate = parsed.GetValue(accumulate) ?? settings.Accumulate,
                MaxMemory = parsed.GetValue(maxMemory) ?? settings.MaxMemory,
                OnDivergence = parsed.GetValue(onDivergence) ?? settings.OnDivergence,
                Validation = parsed.GetValue(validation) ?? settings.Validation,
                GrayFakes = parsed.GetValue(grayFakes) ?? settings.GrayFakes,
                SmoothFakes = parsed.GetValue(smoothFakes) ?? settings.SmoothFakes,
                KeepLast = parsed.GetValue(keepLast) ?? settings.KeepLast,
                KeepEvery = parsed.GetValue(keepEvery) ?? settings.KeepEvery,
                Best = parsed.GetValue(best) ?? settings.Best,
                SheetEvery = parsed.GetValue(sheetEvery) ?? settings.SheetEvery,
                SaveEvery = parsed.GetValue(saveEvery) ?? settings.SaveEvery,
                LogEvery = parsed.GetValue(logEvery) ?? settings.LogEvery,
            };
            if (parsed.GetValue(perceptual) is not null && parsed.GetValue(vgg) is not null)
            {
                throw new UsageException("--vgg19 and --perceptual random exclude each other.");
            }

            settings = settings with
            {
                Vgg19 = FindVgg19(settings.Vgg19, mayBeRandom: parsed.GetValue(perceptual) is not null || resuming || parsed.GetValue(settingsFile) is not null),
            };

            using DashboardServer? server = CommonOptions.Dashboard(parsed, dashboard, folder, running: true);
            using Device computing = CommonOptions.Open(parsed, device, threads, noTune, profile, precision, precise);
            return Run(computing, settings, folder, resuming);
        });
        return command;
    }

    /// <summary>The file that is named, or the one on the shelf; null for random features.</summary>
    internal static string? FindVgg19(string? named, bool mayBeRandom)
    {
        if (named is not null || mayBeRandom)
        {
            return named is null ? null : WeightShelf.Find(named);
        }

        return WeightShelf.FindAny(PublishedVgg.ShelfNames)
            ?? throw new UsageException(
                "Training needs VGG-19: name its weights with --vgg19 (see weights/README.md), or try it out with --perceptual random. "
                + $"Looked for {string.Join(", ", PublishedVgg.ShelfNames)} in {string.Join(", ", WeightShelf.Folders)}; {WeightShelf.Variable} can name more folders.");
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

    private static int Run(Device device, TrainingSettings settings, RunFolder folder, bool resume)
    {
        using TrainingDisplay display = new();
        using RunRecorder recorder = new(folder, device, display);
        if (settings.Vgg19 is null)
        {
            recorder.OnMessage("Content and style are measured with random features; with VGG-19 (--vgg19) pictures get better.");
        }

        using Trainer trainer = Trainer.Open(device, settings, folder, resume, recorder);
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
