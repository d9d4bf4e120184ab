using System.CommandLine;
using ILComicGAN.Training;
using ILComicGAN.Training.Diagnosis;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Looks at everything a training run needs before hours are spent on it.</summary>
internal static class DataDoctorCommand
{
    public static Command Create()
    {
        Option<string?> photos = new("--photos") { Description = "Folder of photos." };
        Option<string?> style = new("--style") { Description = "Folder of pictures in the wanted style." };
        Option<string> output = new("--out", "-o") { Description = "The run's folder.", Required = true };
        Option<string?> settingsFile = new("--settings") { Description = "A settings file (JSON); without one, that of the run's folder if it has one." };
        Option<string?> vgg = new("--vgg19") { Description = "VGG-19 weights; without it, one on the shelf (weights/README.md)." };
        Option<string?> perceptual = new("--perceptual") { Description = "'random': the run is to do without VGG-19." };
        perceptual.AcceptOnlyFromAmong("random");
        Option<int?> size = new("--size") { Description = "Side of the training crops [256]." };
        Option<int?> batch = new("--batch") { Description = "Crops in a step [4]." };
        Option<bool?> recompute = new("--recompute") { Description = "As in 'train': less memory." };
        Option<string> device = CommonOptions.Device();
        Option<bool> json = CommonOptions.Json();
        Command command = new("doctor", "Check everything a training run needs, with the same options as 'train'; exit code 1 if something would stop it.")
        {
            photos, style, output, settingsFile, vgg, perceptual, size, batch, recompute, device, json,
        };
        command.SetAction(parsed =>
        {
            RunFolder folder = new(parsed.GetValue(output)!);
            List<Finding> findings = [];
            TrainingSettings settings = Begin(parsed.GetValue(settingsFile), folder, findings);
            settings = settings with
            {
                Photos = parsed.GetValue(photos) ?? settings.Photos,
                Style = parsed.GetValue(style) ?? settings.Style,
                Size = parsed.GetValue(size) ?? settings.Size,
                Batch = parsed.GetValue(batch) ?? settings.Batch,
                Recompute = parsed.GetValue(recompute) ?? settings.Recompute,
                Vgg19 = parsed.GetValue(perceptual) is not null ? null : parsed.GetValue(vgg) ?? settings.Vgg19,
            };
            bool mayBeRandom = parsed.GetValue(perceptual) is not null || parsed.GetValue(settingsFile) is not null || folder.HasCheckpoint;
            string? lacking = null;
            try
            {
                settings = settings with { Vgg19 = TrainCommand.FindVgg19(settings.Vgg19, mayBeRandom) };
            }
            catch (Exception e) when (e is UsageException or WeightFormatException)
            {
                lacking = e.Message;
            }

            findings.AddRange(TrainingDoctor.Examine(settings, folder, parsed.GetValue(device)!)
                .Select(finding => finding.Subject == "vgg19" && lacking is not null ? new Finding("vgg19", FindingLevel.Fault, lacking) : finding));
            return Print(findings, parsed.GetValue(json));
        });
        return command;
    }

    private static TrainingSettings Begin(string? file, RunFolder folder, List<Finding> findings)
    {
        try
        {
            return TrainCommand.Begin(file, folder, resume: true);
        }
        catch (SettingsException e)
        {
            findings.Add(new Finding("settings", FindingLevel.Fault, e.Message));
            return new TrainingSettings();
        }
    }

    private static int Print(List<Finding> findings, bool json)
    {
        int faults = findings.Count(finding => finding.Level == FindingLevel.Fault);
        if (json)
        {
            DataOutput.PrintJson(new { Faults = faults, Findings = findings });
        }
        else
        {
            foreach (Finding finding in findings)
            {
                string mark = finding.Level switch { FindingLevel.Good => "ok", FindingLevel.Warning => "note", _ => "FAULT" };
                Console.WriteLine($"{mark,-6}{finding.Subject,-11} {finding.Sentence}");
            }

            Console.Error.WriteLine(faults == 0 ? "Nothing stands in the way." : $"{faults} {(faults == 1 ? "thing" : "things")} would stop the run.");
        }

        return faults > 0 ? ExitCode.Failure : ExitCode.Success;
    }
}
