namespace ILComicGAN.Engine.Profiling;

/// <summary>Writes the kernels that a device launches to a trace. Ends when it is disposed.</summary>
public interface IKernelLog : IDisposable
{
    /// <summary>Says for which operation the next kernels are launched; flops and bytes are those of the whole operation.</summary>
    void Begin(string operation, string shape, double flops, double bytes);
}
