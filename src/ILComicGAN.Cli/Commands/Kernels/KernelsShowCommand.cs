using System.CommandLine;
using ILComicGAN.Inspection;
using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>Prints a kernel's PTX, or its machine code.</summary>
internal static class KernelsShowCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "A kernel of 'kernels list'." };
        Option<string> architecture = new("--arch") { Description = "sm_75, sm_86, sm_89 or sm_90.", DefaultValueFactory = _ => "sm_86" };
        Option<bool> ptx = new("--ptx") { Description = "Print PTX (the default)." };
        Option<bool> sass = new("--sass") { Description = "Print the machine code; needs ptxas and nvdisasm." };
        Command command = new("show", "Print a kernel's PTX or machine code.") { name, architecture, ptx, sass };
        command.SetAction(parsed => Run(
            parsed.GetValue(name)!, parsed.GetValue(architecture)!, parsed.GetValue(ptx), parsed.GetValue(sass)));
        return command;
    }

    private static int Run(string name, string architecture, bool ptx, bool sass)
    {
        IReadOnlyList<KernelEntry> found = KernelsCommand.Matching(name);
        if (found.Count > 1)
        {
            throw new UsageException($"'{name}' are {found.Count} kernels: {string.Join(", ", found.Take(4).Select(entry => entry.Name))}{(found.Count > 4 ? ", …" : "")}; name one.");
        }

        if (KernelsCommand.Architectures(architecture) is not [string one])
        {
            throw new UsageException("Name one architecture with --arch to show a kernel.");
        }

        Assembler? assembler = sass
            ? Assembler.Find() ?? throw new UsageException($"ptxas was not found on the PATH, in {Assembler.DefaultFolder} or by ILCOMICGAN_PTXAS; scripts/fetch-ptxas fetches it.")
            : null;
        KernelReport report = KernelReport.Make(found[0], one, assembler);
        if ((report.Ptx is null || (sass && report.Code is null)) && report.Error is not null)
        {
            Console.Error.WriteLine($"{report.Kernel} for {report.Arch}: {report.Error}");
            return ExitCode.Failure;
        }

        if (ptx || !sass)
        {
            Console.WriteLine(report.Ptx);
        }

        if (sass)
        {
            Console.WriteLine(report.Code!.Sass);
        }

        return ExitCode.Success;
    }
}
