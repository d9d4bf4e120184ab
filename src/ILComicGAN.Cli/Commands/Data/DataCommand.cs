using System.CommandLine;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Makes and checks what training is fed with.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Make and check folders of training pictures.")
    {
        DataFramesCommand.Create(),
        DataTilesCommand.Create(),
        DataSmoothCommand.Create(),
        DataCheckCommand.Create(),
        DataDemoCommand.Create(),
        DataDoctorCommand.Create(),
    };
}
