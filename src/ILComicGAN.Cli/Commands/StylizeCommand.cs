using System.CommandLine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Files;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Stylization;

namespace ILComicGAN.Cli.Commands;

/// <summary>Photos to animation pictures: one file, several, or folders.</summary>
internal static class StylizeCommand
{
    private static readonly string[] s_outputTypes = [".png", ".jpg", ".jpeg", ".webp"];

    public static Command Create()
    {
        Argument<string[]> inputs = new("input")
        {
            Description = "Photos, or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = new("--output", "-o")
        {
            Description = "The picture to write (.png, .jpg, .webp); a folder for several photos.",
            Required = true,
        };
        Option<string?> weights = CommonOptions.Weights();
        Option<string?> style = CommonOptions.ShippedStyle();
        Option<int?> maxSide = new("--max-side") { Description = "Reduce photos to this longest side first, in pixels." };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> noTune = CommonOptions.NoTune();
        Option<bool> precise = CommonOptions.Precise();
        Option<string> precision = CommonOptions.Precision();
        Option<string?> profile = CommonOptions.Profile();
        Command command = new("stylize", "Turn photos into animation pictures of the same size.")
        {
            inputs, output, style, weights, maxSide, device, threads, noTune, precision, precise, profile,
        };
        command.SetAction(parsed =>
        {
            int? side = parsed.GetValue(maxSide);
            if (side is <= 0)
            {
                throw new UsageException($"--max-side {side} cannot be used; give at least 1 pixel.");
            }

            List<(string Input, string Output)> work = Plan(parsed.GetValue(inputs)!, parsed.GetValue(output)!);
            string weightFile = CommonOptions.FindWeights(parsed, weights, style);
            using Device computing = CommonOptions.Open(parsed, device, threads, noTune, profile, precision, precise);
            using Generator generator = GeneratorFile.Load(weightFile, computing, Console.Error.WriteLine);
            return Run(new Stylizer(generator), work, side);
        });
        return command;
    }

    private static int Run(Stylizer stylizer, List<(string Input, string Output)> work, int? maxSide)
    {
        int failed = 0;
        foreach ((string input, string output) in work)
        {
            // In a batch one bad file does not cost the others.
            try
            {
                Picture result = stylizer.Stylize(PictureFile.Load(input), maxSide);
                byte[] encoded = PictureFile.Encode(result, Path.GetExtension(output));
                if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder)
                {
                    Directory.CreateDirectory(folder);
                }

                AtomicFile.Write(output, stream => stream.Write(encoded));
                Console.WriteLine(output);
            }
            catch (Exception e) when (work.Count > 1 && Failures.IsExpected(e))
            {
                Console.Error.WriteLine(e.Message);
                failed++;
            }
        }

        if (failed > 0)
        {
            Console.Error.WriteLine($"{failed} of {work.Count} photos were not stylized.");
        }

        return failed > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>Which file becomes which.</summary>
    private static List<(string Input, string Output)> Plan(string[] inputs, string output)
    {
        bool several = inputs.Length > 1 || Directory.Exists(inputs[0]);
        string extension = Path.GetExtension(output).ToLowerInvariant();
        if (!several)
        {
            // A folder as output is fine for one photo too.
            if (Directory.Exists(output) || output.EndsWith(Path.DirectorySeparatorChar))
            {
                return [(inputs[0], Path.Combine(output, OutputName(inputs[0])))];
            }

            return s_outputTypes.Contains(extension)
                ? [(inputs[0], output)]
                : throw new UsageException($"The output '{output}' must end in {string.Join(", ", s_outputTypes)}.");
        }

        if (File.Exists(output) || s_outputTypes.Contains(extension))
        {
            throw new UsageException($"Several photos need a folder as output, and '{output}' is a file.");
        }

        List<(string Input, string Output)> work = [];
        foreach (string input in inputs)
        {
            if (Directory.Exists(input))
            {
                work.AddRange(ImageFolder.List(input).Select(file =>
                    (file, Path.Combine(output, Path.GetDirectoryName(Path.GetRelativePath(input, file)) ?? "", OutputName(file)))));
            }
            else
            {
                work.Add((input, Path.Combine(output, OutputName(input))));
            }
        }

        IGrouping<string, (string Input, string Output)>? clash = work.GroupBy(item => item.Output).FirstOrDefault(group => group.Count() > 1);
        return clash is null
            ? work
            : throw new UsageException($"{string.Join(" and ", clash.Select(item => $"'{item.Input}'"))} would both become '{clash.Key}'; stylize them into different folders.");
    }

    /// <summary>The photo's name, in a type that can be written.</summary>
    private static string OutputName(string input)
    {
        string extension = Path.GetExtension(input).ToLowerInvariant();
        return s_outputTypes.Contains(extension)
            ? Path.GetFileName(input)
            : Path.GetFileNameWithoutExtension(input) + ".png";
    }
}
