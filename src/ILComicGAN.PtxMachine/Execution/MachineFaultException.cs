namespace ILComicGAN.PtxMachine.Execution;

/// <summary>A kernel did what a GPU would have ended the launch for; the message says what and where.</summary>
public sealed class MachineFaultException(string message) : Exception(message);
